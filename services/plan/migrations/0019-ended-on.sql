-- Since when a task is asked no more: a day that is frozen later is judged by what was asked then.
alter table plan_task add column removed_on text;
