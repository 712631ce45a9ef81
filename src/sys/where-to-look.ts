import { quoted } from "../quoted.ts"

/** What to type when a command could not be run: what the shell makes of its name, or what lies at its path. */
export function whereToLook(name: string): string {
  if (process.platform === "win32") return `where ${JSON.stringify(name)}`
  return name.includes("/") ? `ls -ld ${quoted(name)}` : `type ${quoted(name)}`
}
