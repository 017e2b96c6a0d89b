import type { Shape, Source } from "./source.ts";

/** Exported type and its module. */
interface Place {
  readonly path: string;
  readonly shape: Shape;
}

/** Returns the pairs of exported types in two modules with the same names and types of members. */
export function twins(sources: readonly Source[]): string[] {
  const typed = placesOf(sources).filter(({ shape }) => !shape.isSchema);
  return pairs(typed, ({ members }) => JSON.stringify([...members]));
}

/** Returns the pairs of types or schemas in two modules whose members have the same names. */
export function namesakes(sources: readonly Source[]): string[] {
  return pairs(placesOf(sources), ({ members }) => JSON.stringify([...members.keys()]));
}

function placesOf(sources: readonly Source[]): Place[] {
  return sources.flatMap(({ path, shapes }) => shapes.map((shape) => ({ path, shape })))
    .filter(({ shape }) => shape.members.size > 0);
}

function pairs(places: readonly Place[], keyOf: (shape: Shape) => string): string[] {
  const groups = Map.groupBy(places, ({ shape }) => keyOf(shape));
  return [...groups.values()].flatMap((group) =>
    group.flatMap((a, i) =>
      group.slice(i + 1).filter((b) => a.path !== b.path)
        .map((b) => `${a.path} ${a.shape.name} = ${b.path} ${b.shape.name}`)
    )
  );
}
