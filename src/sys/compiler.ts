/**
 * From now on code that runs very often is compiled. The binary starts with that put off (tools/build/binary.ts): what
 * starts a compiler's thread has ended before it would be of use. Ten times later than usual: to load AWS's SDK and make
 * one call is over by then (3 ms of it were spent on compiling), ten thousand profiles are not.
 * https://bun.com/docs/bundler/executables
 */
export function compileHotCode(): void {
  if (process.versions.bun !== undefined) Bun.unsafe.setJITPolicy(10)
}
