create index courses_registration_of_phone on courses_registration (phone) where phone <> '';
