import { layersFor, type Settings } from "../../config/settings.ts"

/** The patterns of guise's settings that fit one name and not the other. */
export function lostPatterns(from: string, to: string, settings: Settings): readonly string[] {
  const kept = patternsFor(to, settings)
  return patternsFor(from, settings).filter(pattern => !kept.includes(pattern))
}

function patternsFor(profile: string, settings: Settings): readonly string[] {
  return layersFor(settings, profile).flatMap(({ origin }) => (origin.kind === "pattern" ? [origin.match] : []))
}
