/**
 * What is known about recordings (音像记录): their metadata in all versions, which segments belong to which take, and what
 * the law still misses.
 *
 * <p>A device says what it says. Its words are kept as received with the segment, for ever; what is understood of them
 * becomes the first version of the recording's metadata, which people then correct and complete, version by version.
 * Evidence is never refused for what its metadata lack: it is sealed and listed as incomplete, with the names of what is
 * missing.
 *
 * <p>The regulations' four fields, word for word 制作方法、制作时间、制作人、证明对象 (吉林省应急管理部门第二十六条;
 * 吉林省民政厅附件2第十八条第一款第二项; 泰安市第十八条), are {@code method}, {@code madeAt}, {@code maker} and
 * {@code objectOfProof}.
 */
@NullMarked
package io.liuhen.server.records;

import org.jspecify.annotations.NullMarked;
