import { currentFolder, fileIn } from "../../config/folder-path.ts"
import { onOneLine } from "../../printable.ts"
import { homeOf } from "../../sys/paths.ts"
import type { Env } from "../../types.ts"

/** A `.guise` file as a person would write it: `./.guise`, `~/shop/.guise`; on one line whatever folders are called. */
export function placeOf(file: string, env: Env): string {
  const here = currentFolder()
  if (here !== undefined && file === fileIn(here)) return "./.guise"
  const home = `${homeOf(env)}/`
  return onOneLine(home !== "//" && file.startsWith(home) ? `~/${file.slice(home.length)}` : file)
}
