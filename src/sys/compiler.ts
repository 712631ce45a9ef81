/**
 * From now on code that runs often is compiled, as usual. The binary starts with that put off (tools/build.ts): what
 * starts a compiler's thread has ended before it would be of use.
 * https://bun.com/docs/bundler/executables
 */
export function compileHotCode(): void {
  if (process.versions.bun !== undefined) Bun.unsafe.setJITPolicy(1)
}
