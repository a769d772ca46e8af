import AssayImages

/// Examples whose pictures are in memory.
struct MemorySource: ExampleSource {
  let images: [Image]
  let labels: [Int]

  var count: Int { images.count }

  func example(at index: Int) -> Example {
    Example(image: images[index], label: labels[index], index: index)
  }

  func label(at index: Int) -> Int { labels[index] }
}
