//! What a build of a large site holds outside memory until it is read again.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place outside memory, for as long as a build takes.
pub trait Store: fmt::Debug + Send + Sync {
    /// Puts `bytes` there and says where they begin; none if there is no room for them, and then they stay in memory.
    fn put(&self, bytes: &[u8]) -> Option<u64>;

    /// The bytes that were put there.
    ///
    /// # Errors
    /// They cannot be read any more. The store remembers that: what was made without them is not to be published.
    fn load(&self, at: u64, len: usize) -> io::Result<Vec<u8>>;
}

/// Bytes that were put aside.
#[derive(Debug, Clone)]
pub struct Aside {
    store: Arc<dyn Store>,
    at: u64,
    len: usize,
}

impl Aside {
    /// Puts `bytes` into `store`, if it takes them.
    pub fn put(store: &Arc<dyn Store>, bytes: &[u8]) -> Option<Self> {
        let at = store.put(bytes)?;
        Some(Self { store: Arc::clone(store), at, len: bytes.len() })
    }

    /// How many bytes they are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes.
    ///
    /// # Errors
    /// They cannot be read any more.
    pub fn load(&self) -> io::Result<Vec<u8>> {
        self.store.load(self.at, self.len)
    }
}

/// A part of a page that is as long as its text: in memory, or put aside while nobody reads it.
///
/// All laws of a country in memory, each as source, HTML, searchable text and tree, were eight gigabytes.
#[derive(Clone)]
pub struct Long<T>(Place<T>);

#[derive(Clone)]
enum Place<T> {
    Here(Arc<T>),
    Aside(Aside),
}

impl<T: Clone + Default + Serialize + DeserializeOwned> Long<T> {
    /// Held in memory.
    pub fn new(value: T) -> Self {
        Self(Place::Here(Arc::new(value)))
    }

    /// The value, read again if it was put aside. One that cannot be read is empty, and the build that asked for it fails:
    /// the store remembers.
    pub fn get(&self) -> Cow<'_, T> {
        match &self.0 {
            Place::Here(value) => Cow::Borrowed(&**value),
            Place::Aside(aside) => {
                let value = aside.load().ok().and_then(|bytes| rmp_serde::from_slice(&bytes).ok());
                Cow::Owned(value.unwrap_or_default())
            }
        }
    }

    /// Whether the value is read from outside memory each time.
    pub fn is_aside(&self) -> bool {
        matches!(self.0, Place::Aside(_))
    }

    /// Another value, held where this one is.
    pub fn beside<U: Clone + Default + Serialize + DeserializeOwned>(&self, value: U) -> Long<U> {
        let mut other = Long::new(value);
        if let Place::Aside(aside) = &self.0 {
            other.put_aside(&aside.store);
        }
        other
    }

    /// Puts the value into `store`, unless it is there already or the store has no room.
    pub fn put_aside(&mut self, store: &Arc<dyn Store>) {
        if let Place::Here(value) = &self.0
            && let Ok(bytes) = rmp_serde::to_vec(&**value)
            && let Some(aside) = Aside::put(store, &bytes)
        {
            self.0 = Place::Aside(aside);
        }
    }
}

impl<T: Default> Default for Long<T> {
    fn default() -> Self {
        Self(Place::Here(Arc::default()))
    }
}

impl<T: Clone + Default + Serialize + DeserializeOwned + PartialEq> PartialEq for Long<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Clone + Default + Serialize + DeserializeOwned + fmt::Debug> fmt::Debug for Long<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: Clone + Default + Serialize + DeserializeOwned> Serialize for Long<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Long<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Place::Here(Arc::new(T::deserialize(deserializer)?))))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Holds so many bytes, and loses them if asked to.
    #[derive(Debug)]
    struct Shelf(Mutex<Vec<u8>>, usize);

    impl Store for Shelf {
        fn put(&self, bytes: &[u8]) -> Option<u64> {
            let mut shelf = self.0.lock().unwrap();
            let at = shelf.len();
            (at + bytes.len() <= self.1).then(|| shelf.extend_from_slice(bytes)).map(|()| at as u64)
        }

        fn load(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
            let (shelf, at) = (self.0.lock().unwrap(), at as usize);
            shelf.get(at..at + len).map(<[u8]>::to_vec).ok_or_else(|| io::Error::other("lost"))
        }
    }

    #[test]
    fn what_is_put_aside_is_the_same_when_it_is_read() {
        let shelf = Arc::new(Shelf(Mutex::default(), 100));
        let store: Arc<dyn Store> = Arc::clone(&shelf) as Arc<dyn Store>;
        let (one, other) = (vec!["甲".to_owned(), "乙".to_owned()], vec!["丙".repeat(40)]);
        let mut long = Long::new(one.clone());
        let here = long.clone();
        long.put_aside(&store);
        assert!(matches!(long.0, Place::Aside(_)));
        assert_eq!(long.get().as_slice(), one);
        assert_eq!(long, here);
        assert_eq!(rmp_serde::to_vec(&long).unwrap(), rmp_serde::to_vec(&here).unwrap());
        // No room.
        let mut full = Long::new(other.clone());
        full.put_aside(&store);
        assert!(matches!(full.0, Place::Here(_)));
        assert_eq!(full.get().as_slice(), other);
        shelf.0.lock().unwrap().clear();
        assert_eq!(long.get().as_slice(), Vec::<String>::new());
    }
}
