import { GuiseError } from "../../src/errors.ts"
import type { Account } from "./rotation-account.ts"
import { awsSays } from "./rotation-account.ts"
import type { AtAws } from "./rotation-stage.ts"

/** The account, for other processes, on a loopback port; what it throws is told by code. */
export function serveAccount(account: Account): { readonly url: string; stop(): Promise<void> } {
  const calls = { ...account.iam, whoIs: account.whoIs } as unknown as Record<string, (...words: unknown[]) => unknown>
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { call, words } = (await request.json()) as { call: string; words: unknown[] }
      try {
        return Response.json({ answer: (await calls[call]?.(...words)) ?? null })
      } catch (error) {
        if (!(error instanceof GuiseError)) throw error
        return Response.json({ code: error.code, name: (error.cause as { name: string }).name })
      }
    },
  })
  return { url: server.url.href, stop: () => server.stop(true) }
}

/** The account as another process sees it. */
export function accountAt(url: string): AtAws {
  const remote =
    (call: string) =>
    async (...words: unknown[]): Promise<never> => {
      const answer = await fetch(url, { method: "POST", body: JSON.stringify({ call, words }) })
      const told = (await answer.json()) as { answer: never; code?: Parameters<typeof awsSays>[0]; name: string }
      if (told.code !== undefined) throw awsSays(told.code, told.name)
      return told.answer
    }
  return {
    whoIs: remote("whoIs"),
    callWith: async pair => pair,
    iam: {
      list: remote("list"),
      lastUsed: remote("lastUsed"),
      create: remote("create"),
      setStatus: remote("setStatus"),
      remove: remote("remove"),
    },
  }
}
