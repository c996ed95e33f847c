// Where style sheets, scripts and fonts are served from; their names carry a hash of their content.

/** URL prefix of every built asset, with both slashes. */
export const assetsPath = '/assets/';
