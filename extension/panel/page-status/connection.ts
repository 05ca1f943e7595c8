/**
 * How the panel stands to the page it inspects.
 *
 *   connecting   nobody answers: not yet, or the page is just being replaced by another
 *   connected    the page's probe speaks to us
 *   refused      the browser does not let the extension into this page
 *   detached     there is no page: the panel reads a recording
 */
export type PageConnection = 'connecting' | 'connected' | 'refused' | 'detached';
