alter table courses_hours_claim add column mark text not null default '';
create table courses_hours_line_of_number (
    report_id text not null references courses_hours_report (id),
    seat_id text not null references courses_seat (id),
    name text not null,
    hours bigint not null,
    change text not null,
    sealed text,
    masked text not null,
    mark text not null,
    primary key (report_id, seat_id, change)
);
insert into courses_hours_line_of_number (report_id, seat_id, name, hours, change, masked, mark)
select report_id, seat_id, name, hours, change, '', '' from courses_hours_line;
drop table courses_hours_line;
alter table courses_hours_line_of_number rename to courses_hours_line;
create index courses_hours_line_of_seat on courses_hours_line (seat_id);
