// A picture as far as dots are looked for in it.

/** How yellow each pixel is, row by row from above; 0 for what has no color. */
export type DotPicture = { readonly width: number; readonly height: number; readonly levels: Float32Array };
