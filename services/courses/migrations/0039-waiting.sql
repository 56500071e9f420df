-- The offers that run out next, and the numbers that are still kept: without reading all there ever were.
create index courses_registration_offered on courses_registration (offered_until) where status = 'offered';
create index courses_hours_line_kept on courses_hours_line (report_id, seat_id, change) where sealed is not null;
create index courses_hours_claim_kept on courses_hours_claim (course_id, seat_id) where sealed is not null;
