//! Argon2id with OWASP's parameters (m = 19456 KiB, t = 2, p = 1), in memory that is used again.
//!
//! Asking the system for fresh memory costs more than the hashing itself: it clears 19 MiB and maps them page by page.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use super::HashingError;

/// The memory of one hash after another. Empty until it is first used.
pub(super) type Memory = Vec<Block>;

/// Hashes a password into a PHC string with a salt of its own.
pub(super) fn hash(password: &[u8], memory: &mut Memory) -> Result<String, HashingError> {
    let argon2 = Argon2::default();
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| HashingError)?;
    let hash = PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params()).map_err(|_| HashingError)?,
        salt: Some(Salt::new(&salt).map_err(|_| HashingError)?),
        hash: Some(derive(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN, memory)?),
    };
    Ok(hash.to_string())
}

/// Says whether a password is the one behind a PHC string, by that string's own parameters, in constant time.
pub(super) fn verify(password: &[u8], phc: &str, memory: &mut Memory) -> Result<bool, HashingError> {
    let known = PasswordHash::new(phc).map_err(|_| HashingError)?;
    let (Some(salt), Some(expected)) = (known.salt, known.hash) else { return Err(HashingError) };
    let algorithm = Algorithm::try_from(known.algorithm.as_str()).map_err(|_| HashingError)?;
    let version = known.version.map_or(Ok(Version::default()), Version::try_from).map_err(|_| HashingError)?;
    let params = Params::try_from(&known).map_err(|_| HashingError)?;
    let argon2 = Argon2::new(algorithm, version, params);
    Ok(derive(&argon2, password, &salt, expected.len(), memory)? == expected)
}

fn derive(
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
    length: usize,
    memory: &mut Memory,
) -> Result<Output, HashingError> {
    memory.resize(argon2.params().block_count(), Block::new());
    let mut output = [0; Output::MAX_LENGTH];
    let output = output.get_mut(..length).ok_or(HashingError)?;
    argon2.hash_password_into_with_memory(password, salt, output, memory).map_err(|_| HashingError)?;
    Output::new(output).map_err(|_| HashingError)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn what_we_hash_others_verify_and_the_other_way_round() {
        let mut memory = Memory::new();
        let ours = hash(b"correct horse", &mut memory).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", ours.as_str()).is_ok());
        let theirs = Argon2::default().hash_password(b"correct horse").unwrap().to_string();
        assert_eq!(verify(b"correct horse", &theirs, &mut memory), Ok(true));
        assert_eq!(verify(b"correct horsf", &theirs, &mut memory), Ok(false));
    }

    #[test]
    fn hashes_of_other_costs_are_still_known() {
        let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let hash = cheap.hash_password(b"correct horse").unwrap().to_string();
        assert_eq!(verify(b"correct horse", &hash, &mut Memory::new()), Ok(true));
        assert_eq!(verify(b"correct horse", "no hash", &mut Memory::new()), Err(HashingError));
    }
}
