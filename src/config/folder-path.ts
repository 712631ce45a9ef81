import { isThere } from "../sys/read.ts"

/** What the file is called that picks a profile for a folder and all that lies below it. */
const folderFileName = ".guise"

/** Where a folder's own `.guise` file is, or would be. */
export function fileIn(folder: string): string {
  return folder.endsWith("/") ? `${folder}${folderFileName}` : `${folder}/${folderFileName}`
}

/** The folder and all above it, the nearest first. */
export function foldersUp(folder: string): readonly string[] {
  const { dirname } = process.getBuiltinModule("node:path")
  const folders = [folder]
  for (let above = dirname(folder); above !== folders.at(-1); above = dirname(above)) folders.push(above)
  return folders
}

/** True when something of that name, be it what it may, is there for this folder: a few cheap calls for the warm road. */
export function hasFolderFile(folder: string): boolean {
  return foldersUp(folder).some(each => isThere(fileIn(each)))
}

/** Where this process is; undefined when that was removed under its feet. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
