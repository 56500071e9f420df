-- Why a course was called off and what is offered instead, and whom seats are kept for, in English too.
alter table courses_course add column cancel_reason_en text not null default '';
alter table courses_course add column next_run text not null default '';
alter table courses_course add column next_run_en text not null default '';
alter table courses_set_aside add column label_en text not null default '';
