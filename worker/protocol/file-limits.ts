/** No larger file is published, so that none is written or edited either. */
export const MAX_PUBLISHED_FILE_BYTES = 5 * 1024 * 1024;
