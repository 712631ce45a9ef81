import { StringDecoder } from "node:string_decoder"
import { columnsOf } from "./columns.ts"

/** What a key press asks for. */
export type KeyEffect =
  | { readonly kind: "show"; readonly text: string }
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupt" }
  | { readonly kind: "stop" }

/** One line being typed on a raw terminal. */
export interface LineEdit {
  /** What the bytes from the keyboard ask for, in their order; nothing after an answer, end or interrupt. */
  type(bytes: Uint8Array): KeyEffect[]
  /** What the screen shows of the line now: nothing when it is hidden. */
  shown(): string
}

/** Control characters as a terminal in its own line mode takes them (termios(3), with IEXTEN). */
const controls: Readonly<Record<string, "answer" | "end" | "interrupt" | "stop" | "erase" | "kill" | "word">> = {
  "\r": "answer",
  "\n": "answer",
  "\x03": "interrupt",
  "\x04": "end",
  "\x08": "erase",
  "\x15": "kill",
  "\x17": "word",
  "\x1a": "stop",
  "\x7f": "erase",
}

/** An empty line. Hidden: nothing of it is shown, not even its length. */
export function newLine(hidden: boolean): LineEdit {
  const decoder = new StringDecoder("utf8")
  let characters: string[] = []
  let sequence = ""
  let over = false

  function press(key: string): KeyEffect[] {
    if (over) return []
    if (sequence !== "" || key === "\x1b") return swallow(key)
    const control = controls[key]
    switch (control) {
      case "answer":
        over = true
        return [{ kind: "answer", text: characters.join("") }]
      case "interrupt":
        over = true
        return [{ kind: "interrupt" }]
      case "end":
        over = characters.length === 0
        return over ? [{ kind: "end" }] : []
      case "stop":
        return [{ kind: "stop" }]
      case "erase":
        return erase(1)
      case "kill":
        return erase(characters.length)
      case "word":
        return erase([...(/\S*\s*$/u.exec(characters.join(""))?.[0] ?? "")].length)
      default:
        return /\p{Cc}/u.test(key) ? [] : insert(key)
    }
  }

  function insert(key: string): KeyEffect[] {
    characters.push(key)
    return hidden ? [] : [{ kind: "show", text: key }]
  }

  function erase(count: number): KeyEffect[] {
    const gone = count === 0 ? [] : characters.slice(-count)
    characters = characters.slice(0, characters.length - gone.length)
    const columns = columnsOf(gone.join(""))
    return hidden || columns === 0 ? [] : [{ kind: "show", text: "\b \b".repeat(columns) }]
  }

  /** Arrow and function keys, and the marks around a paste, are no part of an answer. */
  function swallow(key: string): KeyEffect[] {
    sequence += key
    const finished = /^(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O])$/su.test(sequence.slice(1))
    if (finished || sequence.length > 32) sequence = ""
    return []
  }

  return {
    type(bytes) {
      const steps = [...decoder.write(Buffer.from(bytes))].flatMap(press)
      // A sequence comes in one piece: an Escape that ends one was the key itself.
      if (sequence === "\x1b") sequence = ""
      return steps
    },
    shown: () => (hidden ? "" : characters.join("")),
  }
}
