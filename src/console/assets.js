// @ts-self-types="./assets.d.ts"
// Files of the console, which the service sends to browsers as text, by `deno task assets`.
// The list is JavaScript: it keeps the types of browsers out of the check of the service.

/** Module that runs first. */
export const ENTRY = "console/console.tsx";

/** Modules, those of the client library and of packages among them. */
export const SOURCES = {
  "client/attempt.ts": () => import("../client/attempt.ts", { with: { type: "text" } }),
  "client/change.ts": () => import("../client/change.ts", { with: { type: "text" } }),
  "client/connect.ts": () => import("../client/connect.ts", { with: { type: "text" } }),
  "client/connection.ts": () => import("../client/connection.ts", { with: { type: "text" } }),
  "client/ending.ts": () => import("../client/ending.ts", { with: { type: "text" } }),
  "client/error.ts": () => import("../client/error.ts", { with: { type: "text" } }),
  "client/errors.ts": () => import("../client/errors.ts", { with: { type: "text" } }),
  "client/feed.ts": () => import("../client/feed.ts", { with: { type: "text" } }),
  "client/http.ts": () => import("../client/http.ts", { with: { type: "text" } }),
  "client/inbox.ts": () => import("../client/inbox.ts", { with: { type: "text" } }),
  "client/leases.ts": () => import("../client/leases.ts", { with: { type: "text" } }),
  "client/mod.ts": () => import("../client/mod.ts", { with: { type: "text" } }),
  "client/open_client.ts": () => import("../client/open_client.ts", { with: { type: "text" } }),
  "client/open_jobs.ts": () => import("../client/open_jobs.ts", { with: { type: "text" } }),
  "client/open_run_watch.ts": () =>
    import("../client/open_run_watch.ts", { with: { type: "text" } }),
  "client/own_session.ts": () => import("../client/own_session.ts", { with: { type: "text" } }),
  "client/receivers.ts": () => import("../client/receivers.ts", { with: { type: "text" } }),
  "client/refuse_failure.ts": () =>
    import("../client/refuse_failure.ts", { with: { type: "text" } }),
  "client/running_operation.ts": () =>
    import("../client/running_operation.ts", { with: { type: "text" } }),
  "client/running_workflow.ts": () =>
    import("../client/running_workflow.ts", { with: { type: "text" } }),
  "client/saved_workflow.ts": () =>
    import("../client/saved_workflow.ts", { with: { type: "text" } }),
  "client/session_ask.ts": () => import("../client/session_ask.ts", { with: { type: "text" } }),
  "client/socket.ts": () => import("../client/socket.ts", { with: { type: "text" } }),
  "client/start_message.ts": () => import("../client/start_message.ts", { with: { type: "text" } }),
  "client/state_after.ts": () => import("../client/state_after.ts", { with: { type: "text" } }),
  "client/texts.ts": () => import("../client/texts.ts", { with: { type: "text" } }),
  "client/waiting.ts": () => import("../client/waiting.ts", { with: { type: "text" } }),
  "client/workflow_course.ts": () =>
    import("../client/workflow_course.ts", { with: { type: "text" } }),
  "console/console.tsx": () => import("./console.tsx", { with: { type: "text" } }),
  "console/format/format.ts": () => import("./format/format.ts", { with: { type: "text" } }),
  "console/frame/announce.tsx": () => import("./frame/announce.tsx", { with: { type: "text" } }),
  "console/frame/ask_owner.tsx": () => import("./frame/ask_owner.tsx", { with: { type: "text" } }),
  "console/frame/band.tsx": () => import("./frame/band.tsx", { with: { type: "text" } }),
  "console/frame/force_end.tsx": () => import("./frame/force_end.tsx", { with: { type: "text" } }),
  "console/frame/force_end_texts.ts": () =>
    import("./frame/force_end_texts.ts", { with: { type: "text" } }),
  "console/frame/frame_texts.ts": () =>
    import("./frame/frame_texts.ts", { with: { type: "text" } }),
  "console/frame/free_notice.ts": () =>
    import("./frame/free_notice.ts", { with: { type: "text" } }),
  "console/frame/header.tsx": () => import("./frame/header.tsx", { with: { type: "text" } }),
  "console/frame/health_news.ts": () =>
    import("./frame/health_news.ts", { with: { type: "text" } }),
  "console/frame/health_news_texts.ts": () =>
    import("./frame/health_news_texts.ts", { with: { type: "text" } }),
  "console/frame/leave_keys.ts": () => import("./frame/leave_keys.ts", { with: { type: "text" } }),
  "console/frame/menu_items.tsx": () =>
    import("./frame/menu_items.tsx", { with: { type: "text" } }),
  "console/frame/menu_texts.ts": () => import("./frame/menu_texts.ts", { with: { type: "text" } }),
  "console/frame/now.ts": () => import("./frame/now.ts", { with: { type: "text" } }),
  "console/frame/owner_headline.ts": () =>
    import("./frame/owner_headline.ts", { with: { type: "text" } }),
  "console/frame/question.tsx": () => import("./frame/question.tsx", { with: { type: "text" } }),
  "console/frame/route.ts": () => import("./frame/route.ts", { with: { type: "text" } }),
  "console/frame/run_queue.tsx": () => import("./frame/run_queue.tsx", { with: { type: "text" } }),
  "console/frame/session_list.tsx": () =>
    import("./frame/session_list.tsx", { with: { type: "text" } }),
  "console/frame/session_texts.ts": () =>
    import("./frame/session_texts.ts", { with: { type: "text" } }),
  "console/frame/shortcut_list.tsx": () =>
    import("./frame/shortcut_list.tsx", { with: { type: "text" } }),
  "console/frame/shortcuts.tsx": () => import("./frame/shortcuts.tsx", { with: { type: "text" } }),
  "console/frame/strip.tsx": () => import("./frame/strip.tsx", { with: { type: "text" } }),
  "console/frame/strip_owner.tsx": () =>
    import("./frame/strip_owner.tsx", { with: { type: "text" } }),
  "console/frame/strip_owner_texts.ts": () =>
    import("./frame/strip_owner_texts.ts", { with: { type: "text" } }),
  "console/frame/strip_texts.ts": () =>
    import("./frame/strip_texts.ts", { with: { type: "text" } }),
  "console/frame/theme.ts": () => import("./frame/theme.ts", { with: { type: "text" } }),
  "console/frame/title.ts": () => import("./frame/title.ts", { with: { type: "text" } }),
  "console/frame/user_menu.tsx": () => import("./frame/user_menu.tsx", { with: { type: "text" } }),
  "console/link/can.ts": () => import("./link/can.ts", { with: { type: "text" } }),
  "console/link/elsewhere.ts": () => import("./link/elsewhere.ts", { with: { type: "text" } }),
  "console/link/link.ts": () => import("./link/link.ts", { with: { type: "text" } }),
  "console/link/memory.ts": () => import("./link/memory.ts", { with: { type: "text" } }),
  "console/link/own.ts": () => import("./link/own.ts", { with: { type: "text" } }),
  "console/link/own_ids.ts": () => import("./link/own_ids.ts", { with: { type: "text" } }),
  "console/link/page_state.ts": () => import("./link/page_state.ts", { with: { type: "text" } }),
  "console/link/state.ts": () => import("./link/state.ts", { with: { type: "text" } }),
  "console/output/kept_output.ts": () =>
    import("./output/kept_output.ts", { with: { type: "text" } }),
  "console/output/shown_output.ts": () =>
    import("./output/shown_output.ts", { with: { type: "text" } }),
  "console/parts/action.tsx": () => import("./parts/action.tsx", { with: { type: "text" } }),
  "console/parts/choice.tsx": () => import("./parts/choice.tsx", { with: { type: "text" } }),
  "console/parts/coded_error.ts": () =>
    import("./parts/coded_error.ts", { with: { type: "text" } }),
  "console/parts/copy.ts": () => import("./parts/copy.ts", { with: { type: "text" } }),
  "console/parts/copy_button.tsx": () =>
    import("./parts/copy_button.tsx", { with: { type: "text" } }),
  "console/parts/copy_texts.ts": () => import("./parts/copy_texts.ts", { with: { type: "text" } }),
  "console/parts/dialog.tsx": () => import("./parts/dialog.tsx", { with: { type: "text" } }),
  "console/parts/ending.tsx": () => import("./parts/ending.tsx", { with: { type: "text" } }),
  "console/parts/ending_texts.ts": () =>
    import("./parts/ending_texts.ts", { with: { type: "text" } }),
  "console/parts/error_note.tsx": () =>
    import("./parts/error_note.tsx", { with: { type: "text" } }),
  "console/parts/fact.tsx": () => import("./parts/fact.tsx", { with: { type: "text" } }),
  "console/parts/fresh.tsx": () => import("./parts/fresh.tsx", { with: { type: "text" } }),
  "console/parts/held.tsx": () => import("./parts/held.tsx", { with: { type: "text" } }),
  "console/parts/held_texts.ts": () => import("./parts/held_texts.ts", { with: { type: "text" } }),
  "console/parts/late.tsx": () => import("./parts/late.tsx", { with: { type: "text" } }),
  "console/parts/limits.ts": () => import("./parts/limits.ts", { with: { type: "text" } }),
  "console/parts/loaded_once.ts": () =>
    import("./parts/loaded_once.ts", { with: { type: "text" } }),
  "console/parts/loading_texts.ts": () =>
    import("./parts/loading_texts.ts", { with: { type: "text" } }),
  "console/parts/operation_table.tsx": () =>
    import("./parts/operation_table.tsx", { with: { type: "text" } }),
  "console/parts/operation_texts.ts": () =>
    import("./parts/operation_texts.ts", { with: { type: "text" } }),
  "console/parts/run_again.tsx": () => import("./parts/run_again.tsx", { with: { type: "text" } }),
  "console/parts/save_file.ts": () => import("./parts/save_file.ts", { with: { type: "text" } }),
  "console/parts/server_name.tsx": () =>
    import("./parts/server_name.tsx", { with: { type: "text" } }),
  "console/parts/time.tsx": () => import("./parts/time.tsx", { with: { type: "text" } }),
  "console/parts/use_read.ts": () => import("./parts/use_read.ts", { with: { type: "text" } }),
  "console/texts/language.ts": () => import("./texts/language.ts", { with: { type: "text" } }),
  "console/texts/particle.ts": () => import("./texts/particle.ts", { with: { type: "text" } }),
  "console/texts/texts.ts": () => import("./texts/texts.ts", { with: { type: "text" } }),
  "console/views/command/command_ending.tsx": () =>
    import("./views/command/command_ending.tsx", { with: { type: "text" } }),
  "console/views/command/command_ending_texts.ts": () =>
    import("./views/command/command_ending_texts.ts", { with: { type: "text" } }),
  "console/views/command/command_fields.tsx": () =>
    import("./views/command/command_fields.tsx", { with: { type: "text" } }),
  "console/views/command/command_history.ts": () =>
    import("./views/command/command_history.ts", { with: { type: "text" } }),
  "console/views/command/command_input.tsx": () =>
    import("./views/command/command_input.tsx", { with: { type: "text" } }),
  "console/views/command/command_line.ts": () =>
    import("./views/command/command_line.ts", { with: { type: "text" } }),
  "console/views/command/command_output.tsx": () =>
    import("./views/command/command_output.tsx", { with: { type: "text" } }),
  "console/views/command/command_route.ts": () =>
    import("./views/command/command_route.ts", { with: { type: "text" } }),
  "console/views/command/command_runner.ts": () =>
    import("./views/command/command_runner.ts", { with: { type: "text" } }),
  "console/views/command/command_texts.ts": () =>
    import("./views/command/command_texts.ts", { with: { type: "text" } }),
  "console/views/command/command_view.tsx": () =>
    import("./views/command/command_view.tsx", { with: { type: "text" } }),
  "console/views/command/page_command.ts": () =>
    import("./views/command/page_command.ts", { with: { type: "text" } }),
  "console/views/continue_command.ts": () =>
    import("./views/continue_command.ts", { with: { type: "text" } }),
  "console/views/history/filter_fields.tsx": () =>
    import("./views/history/filter_fields.tsx", { with: { type: "text" } }),
  "console/views/history/filters.ts": () =>
    import("./views/history/filters.ts", { with: { type: "text" } }),
  "console/views/history/history_texts.ts": () =>
    import("./views/history/history_texts.ts", { with: { type: "text" } }),
  "console/views/history/history_view.tsx": () =>
    import("./views/history/history_view.tsx", { with: { type: "text" } }),
  "console/views/jobs/input_fields.tsx": () =>
    import("./views/jobs/input_fields.tsx", { with: { type: "text" } }),
  "console/views/jobs/job_page.tsx": () =>
    import("./views/jobs/job_page.tsx", { with: { type: "text" } }),
  "console/views/jobs/job_steps.tsx": () =>
    import("./views/jobs/job_steps.tsx", { with: { type: "text" } }),
  "console/views/jobs/job_table.tsx": () =>
    import("./views/jobs/job_table.tsx", { with: { type: "text" } }),
  "console/views/jobs/jobs_texts.ts": () =>
    import("./views/jobs/jobs_texts.ts", { with: { type: "text" } }),
  "console/views/jobs/jobs_view.tsx": () =>
    import("./views/jobs/jobs_view.tsx", { with: { type: "text" } }),
  "console/views/jobs/last_runs.tsx": () =>
    import("./views/jobs/last_runs.tsx", { with: { type: "text" } }),
  "console/views/jobs/plan.tsx": () => import("./views/jobs/plan.tsx", { with: { type: "text" } }),
  "console/views/jobs/start_form.tsx": () =>
    import("./views/jobs/start_form.tsx", { with: { type: "text" } }),
  "console/views/jobs/start_texts.ts": () =>
    import("./views/jobs/start_texts.ts", { with: { type: "text" } }),
  "console/views/jobs/use_job.ts": () =>
    import("./views/jobs/use_job.ts", { with: { type: "text" } }),
  "console/views/operations/live_output.tsx": () =>
    import("./views/operations/live_output.tsx", { with: { type: "text" } }),
  "console/views/operations/operation_facts.tsx": () =>
    import("./views/operations/operation_facts.tsx", { with: { type: "text" } }),
  "console/views/operations/operation_output.tsx": () =>
    import("./views/operations/operation_output.tsx", { with: { type: "text" } }),
  "console/views/operations/operations_view.tsx": () =>
    import("./views/operations/operations_view.tsx", { with: { type: "text" } }),
  "console/views/operations/page_texts.ts": () =>
    import("./views/operations/page_texts.ts", { with: { type: "text" } }),
  "console/views/runs/act_texts.ts": () =>
    import("./views/runs/act_texts.ts", { with: { type: "text" } }),
  "console/views/runs/decide.tsx": () =>
    import("./views/runs/decide.tsx", { with: { type: "text" } }),
  "console/views/runs/lease_owner.tsx": () =>
    import("./views/runs/lease_owner.tsx", { with: { type: "text" } }),
  "console/views/runs/lease_owner_texts.ts": () =>
    import("./views/runs/lease_owner_texts.ts", { with: { type: "text" } }),
  "console/views/runs/list_texts.ts": () =>
    import("./views/runs/list_texts.ts", { with: { type: "text" } }),
  "console/views/runs/run_actions.tsx": () =>
    import("./views/runs/run_actions.tsx", { with: { type: "text" } }),
  "console/views/runs/run_facts.tsx": () =>
    import("./views/runs/run_facts.tsx", { with: { type: "text" } }),
  "console/views/runs/run_news.ts": () =>
    import("./views/runs/run_news.ts", { with: { type: "text" } }),
  "console/views/runs/run_page.tsx": () =>
    import("./views/runs/run_page.tsx", { with: { type: "text" } }),
  "console/views/runs/run_panel.tsx": () =>
    import("./views/runs/run_panel.tsx", { with: { type: "text" } }),
  "console/views/runs/run_states.ts": () =>
    import("./views/runs/run_states.ts", { with: { type: "text" } }),
  "console/views/runs/run_steps.tsx": () =>
    import("./views/runs/run_steps.tsx", { with: { type: "text" } }),
  "console/views/runs/run_table.tsx": () =>
    import("./views/runs/run_table.tsx", { with: { type: "text" } }),
  "console/views/runs/run_texts.ts": () =>
    import("./views/runs/run_texts.ts", { with: { type: "text" } }),
  "console/views/runs/run_title.ts": () =>
    import("./views/runs/run_title.ts", { with: { type: "text" } }),
  "console/views/runs/run_verdict.tsx": () =>
    import("./views/runs/run_verdict.tsx", { with: { type: "text" } }),
  "console/views/runs/run_watch.ts": () =>
    import("./views/runs/run_watch.ts", { with: { type: "text" } }),
  "console/views/runs/runs_view.tsx": () =>
    import("./views/runs/runs_view.tsx", { with: { type: "text" } }),
  "console/views/runs/server_set.tsx": () =>
    import("./views/runs/server_set.tsx", { with: { type: "text" } }),
  "console/views/runs/set_texts.ts": () =>
    import("./views/runs/set_texts.ts", { with: { type: "text" } }),
  "console/views/servers/day.tsx": () =>
    import("./views/servers/day.tsx", { with: { type: "text" } }),
  "console/views/servers/last_operations.tsx": () =>
    import("./views/servers/last_operations.tsx", { with: { type: "text" } }),
  "console/views/servers/outages.ts": () =>
    import("./views/servers/outages.ts", { with: { type: "text" } }),
  "console/views/servers/probe.tsx": () =>
    import("./views/servers/probe.tsx", { with: { type: "text" } }),
  "console/views/servers/probe_texts.ts": () =>
    import("./views/servers/probe_texts.ts", { with: { type: "text" } }),
  "console/views/servers/server_actions.tsx": () =>
    import("./views/servers/server_actions.tsx", { with: { type: "text" } }),
  "console/views/servers/server_detail.tsx": () =>
    import("./views/servers/server_detail.tsx", { with: { type: "text" } }),
  "console/views/servers/server_row.tsx": () =>
    import("./views/servers/server_row.tsx", { with: { type: "text" } }),
  "console/views/servers/server_table.tsx": () =>
    import("./views/servers/server_table.tsx", { with: { type: "text" } }),
  "console/views/servers/server_texts.ts": () =>
    import("./views/servers/server_texts.ts", { with: { type: "text" } }),
  "console/views/servers/servers_view.tsx": () =>
    import("./views/servers/servers_view.tsx", { with: { type: "text" } }),
  "console/views/terminals/input_line.tsx": () =>
    import("./views/terminals/input_line.tsx", { with: { type: "text" } }),
  "console/views/terminals/journal.ts": () =>
    import("./views/terminals/journal.ts", { with: { type: "text" } }),
  "console/views/terminals/key_action.ts": () =>
    import("./views/terminals/key_action.ts", { with: { type: "text" } }),
  "console/views/terminals/live_terminal.ts": () =>
    import("./views/terminals/live_terminal.ts", { with: { type: "text" } }),
  "console/views/terminals/new_terminal.tsx": () =>
    import("./views/terminals/new_terminal.tsx", { with: { type: "text" } }),
  "console/views/terminals/paste_dialog.tsx": () =>
    import("./views/terminals/paste_dialog.tsx", { with: { type: "text" } }),
  "console/views/terminals/pasted_lines.ts": () =>
    import("./views/terminals/pasted_lines.ts", { with: { type: "text" } }),
  "console/views/terminals/recorded_terminal.ts": () =>
    import("./views/terminals/recorded_terminal.ts", { with: { type: "text" } }),
  "console/views/terminals/search_bar.tsx": () =>
    import("./views/terminals/search_bar.tsx", { with: { type: "text" } }),
  "console/views/terminals/state_band.tsx": () =>
    import("./views/terminals/state_band.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_client.ts": () =>
    import("./views/terminals/terminal_client.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_keys.ts": () =>
    import("./views/terminals/terminal_keys.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_log.ts": () =>
    import("./views/terminals/terminal_log.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_memory.ts": () =>
    import("./views/terminals/terminal_memory.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_panel.tsx": () =>
    import("./views/terminals/terminal_panel.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_screen.ts": () =>
    import("./views/terminals/terminal_screen.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_state.ts": () =>
    import("./views/terminals/terminal_state.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_store.ts": () =>
    import("./views/terminals/terminal_store.ts", { with: { type: "text" } }),
  "console/views/terminals/terminal_tabs.tsx": () =>
    import("./views/terminals/terminal_tabs.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminal_tools.tsx": () =>
    import("./views/terminals/terminal_tools.tsx", { with: { type: "text" } }),
  "console/views/terminals/terminals.ts": () =>
    import("./views/terminals/terminals.ts", { with: { type: "text" } }),
  "console/views/terminals/terminals_texts.ts": () =>
    import("./views/terminals/terminals_texts.ts", { with: { type: "text" } }),
  "console/views/terminals/terminals_view.tsx": () =>
    import("./views/terminals/terminals_view.tsx", { with: { type: "text" } }),
  "console/views/terminals/touch_keys.ts": () =>
    import("./views/terminals/touch_keys.ts", { with: { type: "text" } }),
  "console/views/workflow/check_texts.ts": () =>
    import("./views/workflow/check_texts.ts", { with: { type: "text" } }),
  "console/views/workflow/draft.ts": () =>
    import("./views/workflow/draft.ts", { with: { type: "text" } }),
  "console/views/workflow/edited_steps.tsx": () =>
    import("./views/workflow/edited_steps.tsx", { with: { type: "text" } }),
  "console/views/workflow/editor_texts.ts": () =>
    import("./views/workflow/editor_texts.ts", { with: { type: "text" } }),
  "console/views/workflow/failure_panel.tsx": () =>
    import("./views/workflow/failure_panel.tsx", { with: { type: "text" } }),
  "console/views/workflow/failure_texts.ts": () =>
    import("./views/workflow/failure_texts.ts", { with: { type: "text" } }),
  "console/views/workflow/fault_list.tsx": () =>
    import("./views/workflow/fault_list.tsx", { with: { type: "text" } }),
  "console/views/workflow/follow_workflows.ts": () =>
    import("./views/workflow/follow_workflows.ts", { with: { type: "text" } }),
  "console/views/workflow/given_workflows.ts": () =>
    import("./views/workflow/given_workflows.ts", { with: { type: "text" } }),
  "console/views/workflow/leaving.ts": () =>
    import("./views/workflow/leaving.ts", { with: { type: "text" } }),
  "console/views/workflow/list_texts.ts": () =>
    import("./views/workflow/list_texts.ts", { with: { type: "text" } }),
  "console/views/workflow/main_action.tsx": () =>
    import("./views/workflow/main_action.tsx", { with: { type: "text" } }),
  "console/views/workflow/needs.ts": () =>
    import("./views/workflow/needs.ts", { with: { type: "text" } }),
  "console/views/workflow/page_workflow.ts": () =>
    import("./views/workflow/page_workflow.ts", { with: { type: "text" } }),
  "console/views/workflow/remaining.ts": () =>
    import("./views/workflow/remaining.ts", { with: { type: "text" } }),
  "console/views/workflow/start_check.tsx": () =>
    import("./views/workflow/start_check.tsx", { with: { type: "text" } }),
  "console/views/workflow/step_fields.tsx": () =>
    import("./views/workflow/step_fields.tsx", { with: { type: "text" } }),
  "console/views/workflow/step_outputs.ts": () =>
    import("./views/workflow/step_outputs.ts", { with: { type: "text" } }),
  "console/views/workflow/stored_workflows.ts": () =>
    import("./views/workflow/stored_workflows.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_actions.tsx": () =>
    import("./views/workflow/workflow_actions.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_driver.ts": () =>
    import("./views/workflow/workflow_driver.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_editor.tsx": () =>
    import("./views/workflow/workflow_editor.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_file.ts": () =>
    import("./views/workflow/workflow_file.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_index.tsx": () =>
    import("./views/workflow/workflow_index.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_list.tsx": () =>
    import("./views/workflow/workflow_list.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_page.tsx": () =>
    import("./views/workflow/workflow_page.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_steps.tsx": () =>
    import("./views/workflow/workflow_steps.tsx", { with: { type: "text" } }),
  "console/views/workflow/workflow_texts.ts": () =>
    import("./views/workflow/workflow_texts.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_title.ts": () =>
    import("./views/workflow/workflow_title.ts", { with: { type: "text" } }),
  "console/views/workflow/workflow_view.tsx": () =>
    import("./views/workflow/workflow_view.tsx", { with: { type: "text" } }),
  "console/xterm/answers.ts": () => import("./xterm/answers.ts", { with: { type: "text" } }),
  "console/xterm/composition.ts": () =>
    import("./xterm/composition.ts", { with: { type: "text" } }),
  "console/xterm/hidden_modes.ts": () =>
    import("./xterm/hidden_modes.ts", { with: { type: "text" } }),
  "console/xterm/load_xterm.ts": () => import("./xterm/load_xterm.ts", { with: { type: "text" } }),
  "console/xterm/nonce.ts": () => import("./xterm/nonce.ts", { with: { type: "text" } }),
  "console/xterm/output_screen.ts": () =>
    import("./xterm/output_screen.ts", { with: { type: "text" } }),
  "console/xterm/output_view.tsx": () =>
    import("./xterm/output_view.tsx", { with: { type: "text" } }),
  "console/xterm/screen.ts": () => import("./xterm/screen.ts", { with: { type: "text" } }),
  "console/xterm/screen_place.tsx": () =>
    import("./xterm/screen_place.tsx", { with: { type: "text" } }),
  "console/xterm/screen_reader.ts": () =>
    import("./xterm/screen_reader.ts", { with: { type: "text" } }),
  "console/xterm/unfinished.ts": () => import("./xterm/unfinished.ts", { with: { type: "text" } }),
  "console/xterm/web_address.ts": () =>
    import("./xterm/web_address.ts", { with: { type: "text" } }),
  "console/xterm/web_link.ts": () => import("./xterm/web_link.ts", { with: { type: "text" } }),
  "console/xterm/xterm_texts.ts": () =>
    import("./xterm/xterm_texts.ts", { with: { type: "text" } }),
  "console/xterm/xterm_theme.ts": () =>
    import("./xterm/xterm_theme.ts", { with: { type: "text" } }),
  "preact": () => import("preact", { with: { type: "text" } }),
  "preact/hooks": () => import("preact/hooks", { with: { type: "text" } }),
  "preact/jsx-runtime": () => import("preact/jsx-runtime", { with: { type: "text" } }),
  "@preact/signals": () => import("@preact/signals", { with: { type: "text" } }),
  "@preact/signals-core": () => import("@preact/signals-core", { with: { type: "text" } }),
};

/** Styles of the first view, in the order in which they are joined. */
export const STYLES = {
  "console/tokens.css": () => import("./tokens.css", { with: { type: "text" } }),
  "console/console.css": () => import("./console.css", { with: { type: "text" } }),
  "console/views/servers/servers.css": () =>
    import("./views/servers/servers.css", { with: { type: "text" } }),
  "console/views/workflow/workflow_list.css": () =>
    import("./views/workflow/workflow_list.css", { with: { type: "text" } }),
};

/** Styles of the views that are loaded late. */
export const LATE_STYLES = {
  "@xterm/xterm.css": () => import("@xterm/xterm/css/xterm.css", { with: { type: "text" } }),
  "console/frame/session_list.css": () =>
    import("./frame/session_list.css", { with: { type: "text" } }),
  "console/views/command/command.css": () =>
    import("./views/command/command.css", { with: { type: "text" } }),
  "console/views/history/history.css": () =>
    import("./views/history/history.css", { with: { type: "text" } }),
  "console/views/jobs/jobs.css": () => import("./views/jobs/jobs.css", { with: { type: "text" } }),
  "console/views/terminals/terminals.css": () =>
    import("./views/terminals/terminals.css", { with: { type: "text" } }),
  "console/views/workflow/workflow.css": () =>
    import("./views/workflow/workflow.css", { with: { type: "text" } }),
  "console/xterm/screen.css": () => import("./xterm/screen.css", { with: { type: "text" } }),
};

/** Packages that the page loads with its first terminal, as modules of their own. */
export const LATE_PACKAGES = {
  "@xterm/xterm": () => import("@xterm/xterm/lib/xterm.mjs", { with: { type: "text" } }),
  "@xterm/addon-fit": () =>
    import("@xterm/addon-fit/lib/addon-fit.mjs", { with: { type: "text" } }),
  "@xterm/addon-search": () =>
    import("@xterm/addon-search/lib/addon-search.mjs", { with: { type: "text" } }),
  "@xterm/addon-serialize": () =>
    import("@xterm/addon-serialize/lib/addon-serialize.mjs", { with: { type: "text" } }),
  "@xterm/addon-unicode11": () =>
    import("@xterm/addon-unicode11/lib/addon-unicode11.mjs", { with: { type: "text" } }),
  "@xterm/addon-web-links": () =>
    import("@xterm/addon-web-links/lib/addon-web-links.mjs", { with: { type: "text" } }),
};
