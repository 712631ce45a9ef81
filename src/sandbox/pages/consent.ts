import type { HttpResponse } from "../http.ts"
import type { PageCall } from "../page-routes.ts"
import type { Opened, Outcome, Question } from "./consents.ts"
import { escapeHtml, page, paragraph, redirect } from "./html.ts"

/** The first page of a sign-in: who are you? Or the end of one that may not begin. */
export function showOpened(opened: Opened, { world }: PageCall): HttpResponse {
  if (opened.kind !== "question") return showOutcome(opened)
  return signInForm(opened, world.consents.ask(opened))
}

/** What the two forms send: the user of the first, then the answer of the second. */
export function answerForm({ form, world }: PageCall): HttpResponse {
  const pending = world.consents.take(form.get("ticket") ?? "")
  if (pending === undefined) return page(400, "Start again", paragraph("This form is too old, or was sent before."))
  const { question, user } = pending
  const named = user ?? form.get("user") ?? ""
  if (!question.users.includes(named)) {
    return page(400, "Start again", paragraph("There is no such user."))
  }
  if (user === undefined) return consentForm(question, named, world.consents.ask(question, named))
  const answer = form.get("answer")
  if (answer !== "allow" && answer !== "deny") return page(400, "Start again", paragraph("Neither allowed nor denied."))
  return showOutcome(question.decide(named, answer === "allow"))
}

function showOutcome(outcome: Outcome): HttpResponse {
  if (outcome.kind === "redirect") return redirect(outcome.to)
  return page(outcome.status, outcome.title, paragraph(outcome.text))
}

function signInForm({ users }: Question, ticket: string): HttpResponse {
  const options = users.map(name => `<option>${escapeHtml(name)}</option>`).join("\n")
  return page(
    200,
    "Sign in",
    '<form method="post" action="/consent">',
    hidden(ticket),
    `<p><label for="user">User</label><br><select id="user" name="user">\n${options}\n</select></p>`,
    '<p><button id="sign-in" type="submit">Sign in</button></p></form>',
  )
}

function consentForm({ client, wants, code }: Question, user: string, ticket: string): HttpResponse {
  return page(
    200,
    `Allow ${client}?`,
    paragraph(`You are signed in as ${user}.`),
    ...(code === undefined ? [] : [paragraph(`Your device must show the code ${code}.`)]),
    `<ul>${wants.map(want => `<li>${escapeHtml(want)}</li>`).join("")}</ul>`,
    '<form method="post" action="/consent">',
    hidden(ticket),
    '<p><button id="allow" type="submit" name="answer" value="allow">Allow access</button>',
    '<button id="deny" type="submit" name="answer" value="deny">Deny access</button></p></form>',
  )
}

function hidden(ticket: string): string {
  return `<input type="hidden" name="ticket" value="${escapeHtml(ticket)}">`
}
