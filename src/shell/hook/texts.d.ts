/** Programs in the languages of shells are files of their own kind, and become text when guise is built. */
declare module "*.bash" {
  const text: string
  export default text
}
declare module "*.zsh" {
  const text: string
  export default text
}
declare module "*.fish" {
  const text: string
  export default text
}
declare module "*.nu" {
  const text: string
  export default text
}
declare module "*.elv" {
  const text: string
  export default text
}
declare module "*.ps1" {
  const text: string
  export default text
}
