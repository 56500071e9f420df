create index courses_registration_of_email on courses_registration (lower(email)) where email <> '';
