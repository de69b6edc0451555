import { type Accessor, createMemo, For, type JSX } from "solid-js";

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

/**
 * A list whose rows live as long as their id does. Unlike `<For>`, a row keeps its DOM (focus, folding,
 * scroll position) when its object is replaced by a newer one.
 */
export function Keyed<T>(props: {
  each: readonly T[];
  by: (item: T) => string;
  children: (item: Accessor<T>) => JSX.Element;
}) {
  const byId = createMemo(() => new Map(props.each.map((item) => [props.by(item), item])));
  const ids = createMemo(() => [...byId().keys()], undefined, { equals: sameList });
  return (
    <For each={ids()}>
      {(id) => {
        // A row that is being removed may be asked once more: it then keeps its last item.
        const item = createMemo<T>((last) => byId().get(id) ?? last, byId().get(id) as T); // ids() comes from byId()
        return props.children(item);
      }}
    </For>
  );
}
