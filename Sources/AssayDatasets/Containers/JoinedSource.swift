/// The examples of several sources one after another.
struct JoinedSource: ExampleSource {
  private let parts: [any ExampleSource]
  /// The index of each part's first example.
  private let starts: [Int]
  let count: Int

  init(_ parts: [any ExampleSource]) {
    var starts: [Int] = []
    var count = 0
    for part in parts {
      starts.append(count)
      count += part.count
    }
    (self.parts, self.starts, self.count) = (parts, starts, count)
  }

  func example(at index: Int) throws -> Example {
    let (part, inner) = place(of: index)
    return try parts[part].example(at: inner).moved(to: index, row: index)
  }

  func label(at index: Int) throws -> Int {
    let (part, inner) = place(of: index)
    return try parts[part].label(at: inner)
  }

  private func place(of index: Int) -> (part: Int, inner: Int) {
    let part = (starts.lastIndex { $0 <= index } ?? 0)
    return (part, index - starts[part])
  }
}
