import AssayBase
import AssayImages
import Foundation

/// Examples whose pictures lie in files of their own and are read whenever they are asked for.
///
/// Takes memory for the list of files, some 150 bytes each, and for the batch at hand. Batches are read on all cores.
struct FileSource: ExampleSource {
  /// The folder that the files' paths start from.
  let root: String
  let files: [PictureFile]
  /// The size of every image.
  let size: ImageSize
  let preparation: ImagePreparation?
  let remarks: [String]

  var count: Int { files.count }

  func label(at index: Int) -> Int { files[index].label }

  func group(at index: Int) -> String? { files[index].group }

  func file(at index: Int) -> String? { Self.path(of: files[index], in: root) }

  static func path(of file: PictureFile, in root: String) -> String {
    file.path.hasPrefix("/") ? file.path : "\(root)/\(file.path)"
  }

  func example(at index: Int) throws -> Example {
    let file = files[index]
    return Example(image: try image(of: file), label: file.label, index: index, sourceRow: file.row)
  }

  func examples(at indices: [Int]) throws -> [Example] {
    let results = try WorkerPool.map(indices.count) { place -> Result<Example, AssayError> in
      do {
        return .success(try example(at: indices[place]))
      } catch let error as AssayError {
        return .failure(error)
      }
    }
    let faults = results.compactMap { result in
      if case .failure(let error) = result { error } else { nil }
    }
    guard faults.isEmpty else { throw UnreadableFiles.error(faults, of: indices.count) }
    return try results.map { try $0.get() }
  }

  private func image(of file: PictureFile) throws -> Image {
    let path = Self.path(of: file, in: root)
    let data = try AtomicFile.read(path)
    guard FileStamp(path: path) == file.stamp else {
      throw AssayError(
        .inaccessibleFile, "the file changed after the data set was opened", found: "another size or time of change",
        at: path, advice: "Open the data set again")
    }
    do {
      let image = try (preparation ?? ImagePreparation()).image(from: data)
      guard image.size == size else {
        throw AssayError(
          .shapeMismatch, "the picture has another size than others of its data set", expected: "\(size)",
          found: "\(image.size)", advice: "Bring all to one size, as with --image-size \(size.height)x\(size.width)")
      }
      return image
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }
}
