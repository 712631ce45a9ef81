/** `npm run check`: types, lint and format, layers, dead code. Each line says what it holds; the first failure ends it. */
const checks: readonly (readonly [what: string, ...command: string[]])[] = [
  ["types", "tsc", "--noEmit"],
  ["lint and format", "biome", "check", "--error-on-warnings"],
  ["layers", "bun", "tools/layers.ts"],
  ["errors and their page", "bun", "tools/errors-page.ts"],
  ["reference page against --help", "bun", "tools/reference-page.ts"],
  ["dead code", "knip", "--no-progress"],
]

for (const [what, ...command] of checks) {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, { stdout: "pipe", stderr: "pipe" })
  console.log(`${exitCode === 0 ? "ok  " : "FAIL"} ${what}`)
  if (exitCode === 0) continue
  console.log(`${stdout}${stderr}`)
  process.exit(1)
}
