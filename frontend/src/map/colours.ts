/** Colours by meaning, as tokens.css gives them in the theme that is shown. */

export type Token =
  | "paper" | "surface" | "sunken" | "line" | "edge" | "ink" | "ink-2" | "ink-3"
  | "cha" | "sha" | "sha-text" | "unsurveyed" | "released" | "released-text"
  | "cha-soft" | "sha-soft" | "released-soft" | "service-soft" | "focus"
  | "service" | "assumed" | "map" | "road" | "built" | "wood" | "water";

export type Colours = (token: Token) => string;

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<Token, string>();
  return (token) => {
    let colour = known.get(token);
    if (colour === undefined) known.set(token, (colour = style.getPropertyValue(`--${token}`).trim()));
    return colour;
  };
}

/** The sector's published defaults, for who prefers them (technical note 07.11/01). */
export const SECTOR: Partial<Record<Token, string>> = {
  cha: "#FF0000",
  sha: "#F4A718",
  "sha-text": "#B4720A",
};
