/** The patch format for models that take a tool's input as free text, in Lark's notation. */
export const PATCH_GRAMMAR = String.raw`start: "*** Begin Patch" NEWLINE file+ "*** End Patch" NEWLINE?

file: add | delete | update
add: "*** Add File: " TEXT NEWLINE added+
delete: "*** Delete File: " TEXT NEWLINE
update: "*** Update File: " TEXT NEWLINE move? changes?
move: "*** Move to: " TEXT NEWLINE

changes: (anchor | unchanged | removed | added)+ end_of_file?
anchor: "@@" (" " TEXT)? NEWLINE
unchanged: " " TEXT? NEWLINE
removed: "-" TEXT? NEWLINE
added: "+" TEXT? NEWLINE
end_of_file: "*** End of File" NEWLINE

TEXT: /[^\n]+/
NEWLINE: /\n/
`;
