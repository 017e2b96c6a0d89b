import { Argument, type Command, InvalidArgumentError } from "commander";
import { addCommonOptions, defineCommand, type Run } from "./define_command.ts";

/** Decisions about a step. */
const DECISIONS = ["approve", "reject", "succeeded", "failed", "retry"];

/** Adds the commands for the jobs that the service runs by itself. */
export function addJobCommands(program: Command, run: Run): void {
  const job = program.command("job")
    .description("Starts, watches and steers the jobs that the service runs by itself.");
  addList(job, run);
  addShow(job, run);
  addPlan(job, run);
  addStart(job, run);
  addWatch(job, run);
  addCancel(job, run);
  addRetry(job, run);
  addDecide(job, run);
}

function addList(job: Command, run: Run): void {
  const command = defineCommand(job, "list", {
    purpose: "Prints the jobs with their schedules, their next and their last runs. " +
      "Ends with 1 when the file of one is wrong.",
    examples: ["job list"],
  });
  addCommonOptions(command).action((options: object) =>
    run(async (io) => {
      const { listJobsCommand } = await import("./jobs_commands.ts");
      return await listJobsCommand(io, options);
    })
  );
}

function addShow(job: Command, run: Run): void {
  const command = defineCommand(job, "show <job-or-run>", {
    purpose: "Prints the definition of a job with its last 10 runs, or a run with its steps.",
    examples: ["job show daily_load", "job show 0198c1a2-7f3e-7abc-9def-0123456789ab"],
  });
  addCommonOptions(command).action((subject: string, options: object) =>
    run(async (io) => {
      const { showJobCommand } = await import("./jobs_commands.ts");
      return await showJobCommand(io, { ...options, subject });
    })
  );
}

function addPlan(job: Command, run: Run): void {
  const command = defineCommand(job, "plan <job-or-file>", {
    purpose: "Prints what a run of a job would do, also of one in a file *.json or *.jsonc, and " +
      "starts nothing. Ends with 1 when a server cannot be used.",
    examples: ["job plan daily_load --input day=20260131"],
  });
  addCommonOptions(addInput(command)).action((name: string, options: object) =>
    run(async (io) => {
      const { planJobCommand } = await import("./plan_job_command.ts");
      return await planJobCommand(io, { ...options, job: name });
    })
  );
}

function addStart(job: Command, run: Run): void {
  const command = defineCommand(job, "start <job-or-file>", {
    purpose: "Starts a run of a job, and prints its id. The run goes on without this command. " +
      "The job of a file starts for an administrator.",
    examples: ["job start daily_load --input day=20260131 --watch"],
  });
  addInput(command)
    .option("--watch", "print the output of the run, and end as job watch does")
    .option("--key <text>", "text that makes the start happen once in 24 h, of several commands");
  addCommonOptions(command).action((name: string, options: object) =>
    run(async (io) => {
      const { startJobCommand } = await import("./start_job_command.ts");
      return await startJobCommand(io, { ...options, job: name });
    })
  );
}

function addWatch(job: Command, run: Run): void {
  const command = defineCommand(job, "watch <run>", {
    purpose: "Prints the output of a run until it ends, and ends with the exit code of the step " +
      "that failed. Ctrl-C ends the watching alone.",
    examples: ["job watch 0198c1a2-7f3e-7abc-9def-0123456789ab"],
  });
  addCommonOptions(command).action((id: string, options: object) =>
    run(async (io) => {
      const { watchRunCommand } = await import("./watch_run_command.ts");
      return await watchRunCommand(io, { ...options, run: id });
    })
  );
}

function addCancel(job: Command, run: Run): void {
  const command = defineCommand(job, "cancel <run>", {
    purpose: "Cancels a run. A command that runs is stopped first.",
    examples: ["job cancel 0198c1a2-7f3e-7abc-9def-0123456789ab"],
  });
  addCommonOptions(command).action((id: string, options: object) =>
    run(async (io) => {
      const { cancelRunCommand } = await import("./run_acts_commands.ts");
      return await cancelRunCommand(io, { ...options, run: id });
    })
  );
}

function addRetry(job: Command, run: Run): void {
  const command = defineCommand(job, "retry <run>", {
    purpose: "Repeats a run that has ended, as a new run, and prints its id. " +
      "Default: from the step that did not succeed.",
    examples: ["job retry 0198c1a2-7f3e-7abc-9def-0123456789ab --from-step 2 --watch"],
  })
    .option("--from-step <number>", "number of the first step to repeat")
    .option("--watch", "print the output of the run, and end as job watch does");
  addCommonOptions(command).action((id: string, options: object) =>
    run(async (io) => {
      const { retryRunCommand } = await import("./start_job_command.ts");
      return await retryRunCommand(io, { ...options, run: id });
    })
  );
}

function addDecide(job: Command, run: Run): void {
  const command = defineCommand(job, "decide", {
    purpose: "Decides about the step of a run that waits for a person: approve or reject an " +
      "approval, or tell how a command with an unknown end counts.",
    examples: ["job decide 0198c1a2-7f3e-7abc-9def-0123456789ab 3 approve --comment checked"],
  })
    .argument("<run>")
    .argument("<step>", "number of the step")
    .addArgument(new Argument("<decision>").choices(DECISIONS))
    .option("-m, --comment <text>", "text for others, kept with the decision");
  addCommonOptions(command).action(
    (id: string, step: string, decision: Decision, options: object) =>
      run(async (io) => {
        const { decideStepCommand } = await import("./run_acts_commands.ts");
        return await decideStepCommand(io, { ...options, run: id, step, decision });
      }),
  );
}

type Decision = "approve" | "reject" | "succeeded" | "failed" | "retry";

function addInput(command: Command): Command {
  const text = "value of an input of the job; can be given several times";
  return command.option("--input <name=value>", text, inputsOf, {});
}

/** Adds an input to those before it. @throws {InvalidArgumentError} when it has no name */
function inputsOf(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Take a name and a value, as in day=20260131.");
  }
  return { ...before, [name]: value };
}
