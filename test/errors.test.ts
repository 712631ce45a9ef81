import { expect, test } from "bun:test"
import { join, resolve } from "node:path"
import { Glob } from "bun"
import { type Code, codes } from "../src/errors.ts"

const root = resolve(import.meta.dirname, "..")
const names = Object.keys(codes) as Code[]

async function textsUnder(folder: string): Promise<readonly string[]> {
  const files = [...new Glob("**/*.ts").scanSync(join(root, folder))].map(file => join(root, folder, file)).sort()
  const wanted = files.filter(file => file !== join(root, "src/errors.ts") && file !== import.meta.path)
  return Promise.all(wanted.map(file => Bun.file(file).text()))
}

const sources = await textsUnder("src")
const tests = await textsUnder("test")

/** Made with the error, or handed to what makes it; a mere comparison (isGuiseError) makes none. */
function isThrown(code: Code): boolean {
  return sources.some(text => text.replace(/isGuiseError\([^)]*\)/g, "").includes(`"${code}"`))
}

/** As a value of its own, or at the head of a line `code: message`. */
function isAsserted(code: Code): boolean {
  return tests.some(text => new RegExp(`["'\`]${code}(["'\`]|: )`).test(text))
}

test.each(names)("%s is thrown by the code and expected by a test", code => {
  expect({ code, thrown: isThrown(code), asserted: isAsserted(code) }).toEqual({ code, thrown: true, asserted: true })
})
