/** Document: paths of the change that a package manager has written. */
export const MACHINE_WRITTEN = "machine_written";
