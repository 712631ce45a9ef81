import { isThere } from "../sys/read.ts"

/** What the file is called that picks a profile for a folder and all that lies below it. */
const folderFileName = ".guise"

/** Where a folder's own `.guise` file is, or would be. */
export function fileIn(folder: string): string {
  return folder.endsWith("/") ? `${folder}${folderFileName}` : `${folder}/${folderFileName}`
}

/** The folder, an absolute path, and all above it, the nearest first. */
export function foldersUp(folder: string): readonly string[] {
  const folders = [folder]
  for (let above = parentOf(folder); above !== folders[folders.length - 1]; above = parentOf(above)) folders.push(above)
  return folders
}

/** True when something of that name, be it what it may, is there for this folder: a few cheap calls for the warm road. */
export function hasFolderFile(folder: string): boolean {
  for (const each of foldersUp(folder)) if (isThere(fileIn(each))) return true
  return false
}

/** Where this process is; undefined when that was removed under its feet. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** By hand where that is easily done: to ask for node:path takes longer than all the looking. */
function parentOf(folder: string): string {
  return process.platform === "win32"
    ? process.getBuiltinModule("node:path").dirname(folder)
    : folder.slice(0, folder.lastIndexOf("/")) || "/"
}
