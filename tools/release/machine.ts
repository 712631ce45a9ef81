import { closeSync, openSync, readSync } from "node:fs"

/**
 * Format and machine of an executable, read from its first bytes, and for ELF the loader it asks for, which tells glibc
 * from musl: `ELF x86-64, /lib64/ld-linux-x86-64.so.2`. What is none of the three is `unknown`.
 */
export function machineOf(path: string): string {
  const head = headOf(path)
  if (head.readUInt32BE(0) === 0x7f454c46) return elf(head)
  // Mach-O, 64 bits, little endian (mach-o/loader.h); the CPU type follows.
  if (head.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${machNames[head.readUInt32LE(4)] ?? "unknown"}`
  if (head.toString("latin1", 0, 2) === "MZ") return portable(head)
  return "unknown"
}

const elfNames: Readonly<Record<number, string | undefined>> = { 62: "x86-64", 183: "aarch64" }
const machNames: Readonly<Record<number, string | undefined>> = { 16777223: "x86-64", 16777228: "arm64" }
const portableNames: Readonly<Record<number, string | undefined>> = { 34404: "x86-64", 43620: "arm64" }
const interpreter = 3

/** elf(5), 64 bits: program headers stand at e_phoff, e_phnum of e_phentsize bytes each. */
function elf(head: Buffer): string {
  const [start, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)]
  const name = elfNames[head.readUInt16LE(18)] ?? "unknown"
  for (let index = 0; index < count; index += 1) {
    const at = start + index * size
    if (head.readUInt32LE(at) !== interpreter) continue
    const [from, length] = [Number(head.readBigUInt64LE(at + 8)), Number(head.readBigUInt64LE(at + 32))]
    return `ELF ${name}, ${head.toString("latin1", from, from + length).replace(/\0.*$/, "")}`
  }
  return `ELF ${name}`
}

/** The PE header stands where the word at 0x3c says; its machine is the first field. */
function portable(head: Buffer): string {
  const at = head.readUInt32LE(0x3c)
  if (head.toString("latin1", at, at + 4) !== "PE\0\0") return "unknown"
  return `PE ${portableNames[head.readUInt16LE(at + 4)] ?? "unknown"}`
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(64 * 1024)
  const file = openSync(path, "r")
  try {
    readSync(file, head)
  } finally {
    closeSync(file)
  }
  return head
}
