/**
 * Of every dialog. The library would keep the page from scrolling and from the pointer by styles on the whole document,
 * each of which costs a new style for every element on opening and on closing. The page itself never scrolls, and the
 * overlay lies over everything that does.
 */
export const MODAL = { open: true, modal: true, preventScroll: false } as const;
export const MODAL_CONTENT = { disableOutsidePointerEvents: false } as const;
