-- Where a registration came from when staff moved a party: its old answers are read there, not copied,
-- so that they are erased when their time has come.
create table courses_move (
    to_id text primary key references courses_registration (id),
    from_id text not null references courses_registration (id),
    moved_at text not null
);
