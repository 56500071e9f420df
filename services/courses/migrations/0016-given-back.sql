-- Seats that were given back at the wish of their party when staff wrote it down (R55).
create table courses_given_back (
    seat_id text primary key references courses_seat (id)
);
