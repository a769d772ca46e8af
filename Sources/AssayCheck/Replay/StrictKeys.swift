/// Rejection of keys that nobody reads, so that a misspelt key in a hand-edited file is an error and not ignored.
enum StrictKeys {
  private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init?(stringValue: String) {
      self.stringValue = stringValue
      intValue = nil
    }

    init?(intValue: Int) {
      stringValue = "\(intValue)"
      self.intValue = intValue
    }
  }

  /// Throws `DecodingError.dataCorrupted` if the object at the decoder's place has a key outside `known`.
  static func check(_ decoder: any Decoder, known: [String]) throws {
    let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    guard let stranger = keys.filter({ !known.contains($0) }).min() else { return }
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: decoder.codingPath,
        debugDescription: "unknown key \"\(stranger)\"; the keys are \(known.joined(separator: ", "))"))
  }

  /// Decodes a value, naming its key also where Foundation forgets it: for numbers that do not fit their type.
  static func decode<Value: Decodable, Key: CodingKey>(
    _ type: Value.Type, forKey key: Key, in container: KeyedDecodingContainer<Key>
  ) throws -> Value {
    do {
      return try container.decode(type, forKey: key)
    } catch let error as DecodingError {
      throw error
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: "the number does not fit the type \(type)")
    }
  }
}
