import type { HttpResponse } from "../http.ts"

/** A page of these parts, which are HTML already. Works without scripts, and none could run. */
export function page(status: number, title: string, ...parts: readonly string[]): HttpResponse {
  const name = escapeHtml(title)
  const body = [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${name}</title>`,
    "<style>body{font:1rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style></head>",
    `<body><h1>${name}</h1>`,
    ...parts,
    "<p><small>This is the sandbox of guise, on this machine. Nothing here is AWS.</small></p></body></html>",
    "",
  ].join("\n")
  return { status, headers, body }
}

/** Sends the browser on; by GET, whatever it came with. */
export function redirect(to: string): HttpResponse {
  return { status: 303, headers: { ...headers, Location: to }, body: "" }
}

/** A paragraph of plain text. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  // A form that is shown in another page's frame is one that somebody clicks without knowing.
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  // Codes stand in these addresses; and a form that says nothing of its origin could not be told from a stranger's.
  "Referrer-Policy": "same-origin",
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;")
}
