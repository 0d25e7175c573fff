//! One definition of every file format for writer and reader: a function walks a value's fields over a [`Wire`],
//! which either writes them out or fills them in.

use super::codec::{Damaged, Reader, put_text, put_varint};

/// Either end of a file: [`Writing`] or a [`Reader`].
pub trait Wire: Sized {
    fn number(&mut self, value: &mut u64) -> Result<(), Damaged>;
    fn text(&mut self, value: &mut String) -> Result<(), Damaged>;
    fn bytes(&mut self, value: &mut Vec<u8>) -> Result<(), Damaged>;
    /// Announces a list and makes room for its elements.
    fn length<T: Default>(&mut self, list: &mut Vec<T>) -> Result<(), Damaged>;

    fn small(&mut self, value: &mut u32) -> Result<(), Damaged> {
        let mut wide = u64::from(*value);
        self.number(&mut wide)?;
        *value = u32::try_from(wide).map_err(|_| Damaged)?;
        Ok(())
    }

    fn list<T: Default>(
        &mut self,
        list: &mut Vec<T>,
        mut each: impl FnMut(&mut Self, &mut T) -> Result<(), Damaged>,
    ) -> Result<(), Damaged> {
        self.length(list)?;
        list.iter_mut().try_for_each(|element| each(self, element))
    }

    fn smalls(&mut self, list: &mut Vec<u32>) -> Result<(), Damaged> {
        self.list(list, Self::small)
    }

    fn texts(&mut self, list: &mut Vec<String>) -> Result<(), Damaged> {
        self.list(list, Self::text)
    }
}

/// Collects the bytes of what is written.
#[derive(Default)]
pub struct Writing(pub Vec<u8>);

impl Wire for Writing {
    fn number(&mut self, value: &mut u64) -> Result<(), Damaged> {
        put_varint(&mut self.0, *value);
        Ok(())
    }

    fn text(&mut self, value: &mut String) -> Result<(), Damaged> {
        put_text(&mut self.0, value);
        Ok(())
    }

    fn bytes(&mut self, value: &mut Vec<u8>) -> Result<(), Damaged> {
        put_varint(&mut self.0, value.len() as u64);
        self.0.extend_from_slice(value);
        Ok(())
    }

    fn length<T: Default>(&mut self, list: &mut Vec<T>) -> Result<(), Damaged> {
        put_varint(&mut self.0, list.len() as u64);
        Ok(())
    }
}

impl Wire for Reader<'_> {
    fn number(&mut self, value: &mut u64) -> Result<(), Damaged> {
        *value = self.varint()?;
        Ok(())
    }

    fn text(&mut self, value: &mut String) -> Result<(), Damaged> {
        *value = Reader::text(self)?.to_owned();
        Ok(())
    }

    fn bytes(&mut self, value: &mut Vec<u8>) -> Result<(), Damaged> {
        let length = self.size()?;
        *value = self.take(length)?.to_vec();
        Ok(())
    }

    fn length<T: Default>(&mut self, list: &mut Vec<T>) -> Result<(), Damaged> {
        let count = self.count()?;
        list.clear();
        list.resize_with(count, T::default);
        Ok(())
    }
}
