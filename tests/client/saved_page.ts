import type {
  Client,
  SavedClient,
  SavedWorkflow,
  Workflow,
  WorkflowOptions,
  WorkflowRun,
} from "../../src/client/mod.ts";
import { eventually } from "../harness/eventually.ts";
import { type Leaving, leavingSocket } from "./leaving_socket.ts";
import type { ServedClient } from "./served_client.ts";

/** Saved client and workflow. */
export interface Saved {
  readonly client: SavedClient;
  readonly run: SavedWorkflow;
}

/** Page that runs a workflow. */
export class Page {
  /** Client of the page. */
  readonly client: Client;
  /** Workflow of the page. */
  readonly run: WorkflowRun;
  /** WebSockets of the page. */
  readonly socket: Leaving;
  readonly #at: ServedClient;

  /** Creates the page of a client and its workflow. */
  constructor(at: ServedClient, { client, run, socket }: Pick<Page, "client" | "run" | "socket">) {
    this.#at = at;
    this.client = client;
    this.run = run;
    this.socket = socket;
  }

  /** Opens a page, which goes on with the workflow of another one. */
  static async open(
    at: ServedClient,
    workflow: Workflow,
    { saved, ...options }: Omit<WorkflowOptions, "saved"> & { readonly saved?: Saved } = {},
  ): Promise<Page> {
    const socket = leavingSocket();
    const { WebSocket } = socket;
    const client = await at.connect({ WebSocket, backoff: () => 86_400_000, saved: saved?.client });
    const run = client.workflow(workflow, { ...options, saved: saved?.run });
    return new Page(at, { client, run, socket });
  }

  /** Returns what the page stores. */
  save(): Saved {
    return JSON.parse(JSON.stringify({ client: this.client.save(), run: this.run.save() }));
  }

  /** Ends the page without a word to the service. Returns what it has stored. */
  leave(saved: Saved = this.save()): Saved {
    this.socket.leave();
    this.#at.wire.cutAll();
    return saved;
  }

  /** Resolves when the workflow has a step with the state. */
  async untilStep(index: number, state: string): Promise<void> {
    await eventually(() => this.run.state.steps[index]?.state === state, `${index} is ${state}`);
  }

  /** Leaves instead of sending the command of a step. */
  async leaveBefore(index: number): Promise<Saved> {
    return await new Promise((resolve) => {
      this.socket.onSend = (message) => {
        if (message.type !== "ssh_command" || !message.data.command.startsWith(`: ${index};`)) {
          return;
        }
        resolve(this.leave());
      };
    });
  }
}

/** Workflow whose steps record that they run. */
export interface Recorded {
  readonly workflow: Workflow;
  /** Returns the names of the steps that have run, in their order. */
  ran(): Promise<string>;
  /** Lets a step end that waits for it. */
  go(): Promise<void>;
}

/** Returns a workflow whose steps record that they run, and end with the given commands. */
export function recorded({ sshd: { folder } }: ServedClient, ends: readonly string[]): Recorded {
  const steps = ends.map((end, index) => ({
    name: `${index}`,
    command: { server: "a", run: `: ${index}; cd ${folder}; echo ${index} >> ran; ${end}` },
  }));
  return {
    workflow: { name: "daily", steps },
    ran: async () => {
      const text = await Deno.readTextFile(`${folder}/ran`).catch(() => "");
      return text.replaceAll("\n", "");
    },
    go: () => Deno.writeTextFile(`${folder}/go`, ""),
  };
}

/** Command that waits for the file `go`. */
export const WAIT = "until [ -e go ]; do sleep 0.05; done";
