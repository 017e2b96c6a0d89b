import type { ComponentChildren, JSX } from "preact";

/** Properties of a {@linkcode Fact}. */
export interface FactProps {
  /** Name of the fact. */
  readonly name: string;
  /** Value. */
  readonly children: ComponentChildren;
}

/** Shows a fact in a list of pairs. */
export function Fact({ name, children }: FactProps): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
