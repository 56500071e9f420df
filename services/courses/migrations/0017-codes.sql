-- The code of a seat follows from seat and course: it is signed when shown, not kept. (No program that
-- wrote the column was ever released, so nothing that runs beside a newer one misses it.)
alter table courses_seat drop column code;
