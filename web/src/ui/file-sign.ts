import FileMinus from "lucide-solid/icons/file-minus";
import FilePen from "lucide-solid/icons/file-pen";
import FilePlus from "lucide-solid/icons/file-plus";

/** How what happens to a file is drawn and read out. */
export const FILE_SIGN = {
  create: { icon: FilePlus, colour: "text-ok", word: "create" },
  modify: { icon: FilePen, colour: "text-warn", word: "change" },
  delete: { icon: FileMinus, colour: "text-bad", word: "delete" },
};
