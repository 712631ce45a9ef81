import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { writeCompletions } from "../completions.ts"
import { licencesOf, licencesText } from "../licences.ts"
import { writeManPages } from "../man-pages.ts"

/** Writes what every package holds beside a program: `man/`, `completions/` and THIRD-PARTY-LICENSES. Wants the bundles built. */
export async function writeExtras(root: string, folder: string): Promise<void> {
  for (const name of ["man", "completions"]) rmSync(join(folder, name), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await writeManPages(join(folder, "man"))
  writeCompletions(join(folder, "completions"))
  writeFileSync(join(folder, "THIRD-PARTY-LICENSES"), licencesText(licencesOf(join(root, "dist"))))
}
