//! The one macro behind every closed list of this crate (categories, methods, channels …).

/// Declares an enum whose members have a stable code (kept in databases, used in the API), the Chinese
/// term (used by imports and official tables) and a Fluent key `room-code` for every other language.
macro_rules! closed_list {
    (
        $(#[$about:meta])*
        pub enum $Name:ident in $room:literal {
            $($(#[$member_about:meta])* $Member:ident = $code:literal $term:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[$member_about])* $Member,)+
        }

        impl $Name {
            /// Every member, in the order in which lists show them.
            pub const ALL: &'static [$Name] = &[$($Name::$Member),+];

            /// The stable code, as kept in databases and used in the API.
            pub const fn code(self) -> &'static str {
                match self { $($Name::$Member => $code,)+ }
            }

            /// The Chinese term, as printed in the rule that defines the list.
            pub const fn term(self) -> &'static str {
                match self { $($Name::$Member => $term,)+ }
            }

            /// The Fluent key of the name shown to people.
            pub const fn name_key(self) -> &'static str {
                match self { $($Name::$Member => concat!($room, "-", $code),)+ }
            }

            /// The member with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.code() == code)
            }

            /// The member meant by a code or a Chinese term, as an imported table may hold either.
            pub fn from_word(word: &str) -> Option<Self> {
                let word = $crate::digits::half_width(word);
                let word = word.trim();
                Self::ALL.iter().copied().find(|member| {
                    member.term() == word || member.code().eq_ignore_ascii_case(word)
                })
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

pub(crate) use closed_list;
