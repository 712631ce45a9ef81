import { Shelf, unguessable } from "../shelf.ts"

/** What a person is asked in a browser: who they are, and whether a client may act for them. */
export interface Question {
  /** The name the client gave itself. */
  readonly client: string
  /** What it wants, a line each. */
  readonly wants: readonly string[]
  readonly users: readonly string[]
  /** A code to compare with what the device shows. */
  readonly code?: string
  /** Carries the answer out. `user` is one of `users`. */
  decide(user: string, allowed: boolean): Outcome
}

export type Outcome =
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "said"; readonly status: number; readonly title: string; readonly text: string }

/** What opening a page leads to: a question, or an end. */
export type Opened = ({ readonly kind: "question" } & Question) | Outcome

interface Pending {
  readonly question: Question
  /** Who they said they are. */
  readonly user?: string
  readonly expiresAt: number
  answered: boolean
}

/** The questions that are open in browsers. */
export interface Consents {
  /** Puts a question; answers the ticket that its form carries. */
  ask(question: Question, user?: string): string
  /** The question of this ticket, once; nothing for a ticket that is unknown, over or answered. */
  take(ticket: string): { readonly question: Question; readonly user?: string } | undefined
  reset(): void
}

const ticketSeconds = 600

export function makeConsents(now: () => number): Consents {
  const tickets = new Shelf<Pending>(now)
  return {
    ask(question, user) {
      const ticket = unguessable(32)
      const expiresAt = now() + ticketSeconds
      tickets.put(ticket, { question, expiresAt, answered: false, ...(user === undefined ? {} : { user }) })
      return ticket
    },
    take(ticket) {
      const pending = tickets.find(ticket)
      if (pending === undefined || pending.answered || tickets.isOver(pending)) return undefined
      pending.answered = true
      return pending
    },
    reset: () => tickets.clear(),
  }
}
