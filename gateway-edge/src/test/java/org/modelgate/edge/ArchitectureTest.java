package org.modelgate.edge;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import org.modelgate.common.archunit.ArchConventions;

@AnalyzeClasses(packages = "org.modelgate.edge", importOptions = DoNotIncludeTests.class)
class ArchitectureTest implements ArchConventions {}
