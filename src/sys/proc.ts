import { execCalls } from "./exec-calls.ts"
import { nodeFs } from "./node-fs.ts"
import { fileCalls } from "./read.ts"

/** A file of /proc as bytes; none when it is not there or not ours to read. */
export function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  const calls = fileCalls()
  if (calls !== undefined) return calls.proc(path) ?? new Uint8Array()
  try {
    return new Uint8Array(nodeFs().readFileSync(path))
  } catch {
    return new Uint8Array()
  }
}

/** The same as text; what is no UTF-8, in the name of a program, is lost. */
export function textOf(path: string): string {
  return new TextDecoder().decode(bytesOf(path))
}

/** What a link points to, if it is there and ours to read. */
export function linkOf(path: string): string | undefined {
  const proc = execCalls()?.proc
  if (proc !== undefined) return proc.link(path)
  try {
    return nodeFs().readlinkSync(path)
  } catch {
    return undefined
  }
}

/** The descriptors that this process has open, that of the listing among them. Errors: the system's, as Node gives them. */
export function openDescriptors(): readonly number[] {
  const folder = "/proc/self/fd"
  return execCalls()?.proc?.numbersIn(folder) ?? nodeFs().readdirSync(folder).map(Number)
}

/** What follows a name at the beginning of a line, or nothing. */
export function fieldOf(text: string, name: string): string {
  const at = text.startsWith(name) ? 0 : text.indexOf(`\n${name}`) + 1
  if (at === 0 && !text.startsWith(name)) return ""
  const end = text.indexOf("\n", at)
  return text.slice(at + name.length, end === -1 ? undefined : end).trim()
}
