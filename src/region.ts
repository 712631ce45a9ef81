/**
 * What may become a part of the host that signed requests go to: no dot, no slash, no port. Regions that nobody knows yet
 * are among it.
 */
export const regionInHost = /^[a-z0-9]+(-[a-z0-9]+)*$/i

/** What the names of regions look like, in every cloud of AWS's: for names that people choose, and not endpoints. */
export const regionShape = /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/
