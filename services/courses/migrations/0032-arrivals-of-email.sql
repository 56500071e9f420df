alter table courses_arrival add column email text not null default '';
create index courses_arrival_of_email on courses_arrival (email) where email <> '';
