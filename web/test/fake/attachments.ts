/** Attachments: uploads are recorded until there is no room; each is served as the same picture. */
import { png } from "../fixtures/image.ts";
import { type Answer, refuse } from "./answer.ts";

const PATH = "/api/attachments";
const PICTURE = png(320, 200);
const idOf = (count: number) => `5d9f2d4e-6b1c-4e0a-9a52-${String(count).padStart(12, "0")}`;

export const answerAttachments: Answer = async (route, fake, { path, method }) => {
  if (!path.startsWith(PATH)) return false;
  if (method === "GET") {
    await route.fulfill({ contentType: "image/png", body: PICTURE });
  } else if (method === "DELETE") {
    await route.fulfill({ status: 204 });
  } else if ((fake.roomForImages ?? 4) <= (fake.uploads?.length ?? 0)) {
    await refuse(route, 503, "database_unavailable", "The database does not answer.");
  } else {
    const type = route.request().headers()["content-type"] ?? "";
    const bytes = route.request().postDataBuffer()?.length ?? 0;
    fake.uploads = [...(fake.uploads ?? []), { type, bytes }];
    await route.fulfill({
      status: 201,
      json: { attachment_id: idOf(fake.uploads.length), media_type: type, bytes },
    });
  }
  return true;
};
