-- Seconds of a session in which somebody who had left was away before coming back.
alter table courses_attendance add column away_seconds bigint not null default 0;
