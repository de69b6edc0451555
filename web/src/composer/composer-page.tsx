import { useNavigate, useSearchParams } from "@solidjs/router";
import { createTitle } from "../ui/title.ts";
import { ComposerForm, type Presets } from "./composer-form.tsx";

const NO_PRESETS = { repo: undefined, branch: undefined, prompt: undefined, sample: undefined };

/** The composer as a page: its address may say what the task is about. */
export default function Composer() {
  const [params, setParams] = useSearchParams<Presets>();
  const navigate = useNavigate();
  createTitle(() => "New task");
  return (
    <div class="h-full overflow-y-auto">
      <ComposerForm
        presets={params}
        onSaved={(id) => setParams({ ...NO_PRESETS, draft: id }, { replace: true, scroll: false })}
        onStarted={(taskId) => navigate(`/t/${taskId}`)}
        heading={<h1 class="text-title font-strong tracking-[-0.01em]">New task</h1>}
        class="mx-auto max-w-[672px] px-6 py-10 max-md:px-4 max-md:pt-5 max-md:pb-0"
        barClass="max-md:sticky max-md:bottom-0 max-md:z-10 max-md:-mx-4 max-md:bg-bg max-md:px-4 max-md:py-2"
      />
    </div>
  );
}
